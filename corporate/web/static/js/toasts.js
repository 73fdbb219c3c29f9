// Toasts go by themselves, not while looked at; copying says that it was done.
const region = document.querySelector(".toasts");
const LINGER = 6000;

const linger = (toast) => {
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), LINGER));
  const stop = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
  start();
};
region?.querySelectorAll(".toast:not(.stop)").forEach(linger);

document.addEventListener("click", async (event) => {
  event.target.closest(".toast [data-close]")?.closest(".toast").remove();
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = button.dataset.copied;
  region.append(toast);
  linger(toast);
});
