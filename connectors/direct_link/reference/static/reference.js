// Try-it of the reference: fills in a head, hands out the bytes to sign, sends them as they are.
"use strict";
for (const section of document.querySelectorAll("section[data-operation]")) {
  const part = (name) => section.querySelector(name);
  const message = part(".message");
  const bytes = () => new TextEncoder().encode(message.value);
  part(".fresh").addEventListener("click", () => {
    const found = JSON.parse(message.value);
    const random = crypto.getRandomValues(new Uint8Array(16));
    found.Head.Timestamp = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    found.Head.Nonce = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    message.value = JSON.stringify(found, null, 2);
  });
  part(".save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes()], { type: "application/json" }));
    link.download = "request.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  part(".send").addEventListener("click", async () => {
    const address = `json/${section.dataset.operation}`;
    const headers = { "Content-Type": "application/json", "Yinqi-Signature": part(".signature").value.trim() };
    const answer = await fetch(address, { method: "POST", body: bytes(), headers, credentials: "omit" });
    part(".answer").textContent = `HTTP ${answer.status}\n${JSON.stringify(await answer.json(), null, 2)}`;
  });
}
document.getElementById("filter").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const item of document.querySelectorAll("nav li")) item.hidden = !item.textContent.toLowerCase().includes(wanted);
});
