// A file dropped on its place is read at once; cells copied from a spreadsheet are laid out over the grid from where they
// are pasted. Without this script the file is chosen and the button pressed, and cells are typed.
const place = document.querySelector("[data-drop]");

if (place) {
  const input = place.querySelector("input[type=file]");
  const form = document.getElementById(place.dataset.drop);
  const chosen = place.querySelector("[data-chosen]");
  const tell = () => {
    const [file] = input.files;
    chosen.textContent = file ? `${file.name} · ${Math.max(1, Math.round(file.size / 1024))} KB` : "";
  };
  const over = (is) => (event) => {
    event.preventDefault();
    place.classList.toggle("over", is);
  };
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    tell();
    form.requestSubmit();
  });
  input.addEventListener("change", tell);
  form.addEventListener("submit", () => {
    if (form.checkValidity()) chosen.textContent += ` ${place.dataset.reading}`;
  });
}

const grid = document.querySelector("[data-grid]");

if (grid) {
  const mark = (input) => input.toggleAttribute("data-changed", input.value !== input.defaultValue);
  const lines = () => [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("td > input")]);
  grid.addEventListener("input", (event) => mark(event.target));
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const cells = lines();
    const top = cells.findIndex((row) => row.includes(event.target));
    if (top < 0) return;
    const left = cells[top].indexOf(event.target);
    text.split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((cell, right) => {
        const input = cells[top + down]?.[left + right];
        if (!input) return;
        input.value = cell.trim();
        mark(input);
      });
    });
  });
}

document.querySelector("[data-print]")?.addEventListener("click", () => print());
