// Hands a link on to another app where the device can (a telephone), and takes files dropped on the page.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: button.dataset.title, url: button.dataset.share });
    } catch (refused) {
      if (refused.name !== "AbortError") throw refused;
    }
  });
}

const drop = document.querySelector("[data-drop]");
const input = drop?.querySelector("input[type=file]");
drop?.addEventListener("dragover", (event) => event.preventDefault());
drop?.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.form.requestSubmit();
});
