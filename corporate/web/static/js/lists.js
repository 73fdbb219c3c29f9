// Keys in lists (j k move, x select, Enter open, a approve, r refuse) and the sums of what is selected.
// Keys can be switched off in the menu, and never act while somebody types.
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, dialog, [popover]");

const move = (by) => {
  const rows = [...document.querySelectorAll("[data-list] [data-row] a")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.closest("[data-row]").contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next].focus();
};

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const press = keys[event.key] || (/^[a-z]$/.test(event.key) && pressed(event.key));
  if (press) {
    event.preventDefault();
    press();
  }
});

const pressed = (key) => {
  const target = document.querySelector('[data-key="' + key + '"]');
  return target && (() => target.click());
};

const grouped = (minor, decimals) => {
  const digits = String(minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals ? whole + "." + digits.slice(-decimals) : whole;
};

const tally = (form) => {
  const sums = new Map();
  const boxes = [...form.querySelectorAll("input[data-minor]")];
  const chosen = boxes.filter((box) => box.checked);
  for (const { dataset } of chosen) {
    const old = sums.get(dataset.symbol) || [0n, Number(dataset.decimals)];
    sums.set(dataset.symbol, [old[0] + BigInt(dataset.minor), old[1]]);
  }
  form.querySelector("[data-count]").textContent = chosen.length;
  form.querySelector("[data-sum]").textContent = [...sums].map(([sign, [minor, decimals]]) => sign + " " + grouped(minor, decimals)).join(" · ");
  form.querySelectorAll("[data-needs]").forEach((button) => (button.disabled = !chosen.length));
  const all = form.querySelector("[data-all]");
  if (all) {
    const plain = boxes.filter((box) => !("flagged" in box.dataset));
    all.checked = plain.length > 0 && plain.every((box) => box.checked);
    all.indeterminate = !all.checked && chosen.length > 0;
  }
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-bulk]");
  if (!form) return;
  if ("all" in event.target.dataset) {
    form.querySelectorAll("input[data-minor]:not([data-flagged])").forEach((box) => (box.checked = event.target.checked));
  }
  tally(form);
});
document.querySelectorAll("form[data-bulk]").forEach(tally);

// The pane shows this item now.
const mark = (row) => {
  for (const other of document.querySelectorAll("[data-row].here")) {
    other.classList.remove("here");
    other.querySelector("a").removeAttribute("aria-current");
  }
  row.closest("[data-row]").classList.add("here");
  row.setAttribute("aria-current", "true");
};

// Where the pane is not shown (a phone), a row is a plain link to the item's own page.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row] a");
  const pane = document.getElementById("pane");
  if (!row || !pane) return;
  if (!pane.checkVisibility()) event.stopPropagation();
  else mark(row);
}, true);
