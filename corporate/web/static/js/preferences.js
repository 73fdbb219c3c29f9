// Theme, text size, density and shortcuts change at once; the cookie lets the server draw the next page right.
// Without this script the same buttons post to /preferences.
const root = document.documentElement;

const shown = (name) => {
  const value = root.dataset[name];
  if (name !== "theme" || value !== "auto") return value;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
};

const keep = (name, value) => {
  const old = (document.cookie.match(/(?:^|; )ui=([^;]*)/) || [])[1] || "";
  const rest = old.split(".").filter((pair) => pair && !pair.startsWith(name + ":"));
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = "ui=" + [...rest, name + ":" + value].join(".") + "; path=/; max-age=34560000; samesite=lax" + secure;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("form[data-switches] button[name]");
  if (!button || button.name === "lang") return;
  event.preventDefault();
  const { name } = button;
  const [off, on] = (button.dataset.toggle || "").split(" ");
  const value = on ? (shown(name) === on ? off : on) : button.value;
  root.dataset[name] = value;
  keep(name, value);
  for (const other of document.querySelectorAll("form[data-switches] button[name=" + name + "]")) {
    const wanted = other.dataset.toggle ? other.dataset.toggle.split(" ")[1] : other.value;
    other.setAttribute("aria-pressed", wanted === value);
  }
});
