// Opens <dialog> where a link or button names one; the link's own address is the way without scripts.
const open = (dialog) => {
  if (dialog.open) dialog.close();
  dialog.showModal();
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    open(dialog);
    return;
  }
  const closer = event.target.closest("dialog [data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  } else if (event.target.nodeName === "DIALOG" && !event.target.querySelector("form")) {
    event.target.close();
  }
});

// Drawn open by the server, after a fault: make it modal and let it keep the typed data.
document.querySelectorAll("dialog[open]").forEach(open);
