// Lets what is to be copied be copied with a button. Without it there is no button; the text can be marked by hand.
(() => {
  "use strict";
  const button = document.getElementById("l-kopiera");
  for (const text of document.querySelectorAll("pre.snippet")) {
    const line = button.content.cloneNode(true).firstElementChild;
    const told = line.querySelector("[role=status]");
    line.querySelector("button").addEventListener("click", async () => {
      told.textContent = "";
      try {
        await navigator.clipboard.writeText(text.textContent);
        told.textContent = told.dataset.done;
      } catch {
        getSelection().selectAllChildren(text); // the next best: it is marked, ready to be copied
      }
    });
    text.after(line);
  }
})();
