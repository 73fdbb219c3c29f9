// Ctrl K, or a slash outside a field, leads to the search box.
document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && document.documentElement.dataset.keys !== "off" && !event.target.closest("input, textarea, select");
  if (!slash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
  const box = document.querySelector(".search input");
  if (!box) return;
  event.preventDefault();
  box.select();
});
