// Ctrl K, or a slash outside a field, leads to the search box; arrows walk through what was found.
document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && document.documentElement.dataset.keys !== "off" && !event.target.closest("input, textarea, select");
  if (!slash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
  const box = document.querySelector(".search input");
  if (!box) return;
  event.preventDefault();
  box.select();
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-search]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!form || !step) return;
  const stops = [form.querySelector("input"), ...form.querySelectorAll(".quick a")];
  event.preventDefault();
  stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
});
