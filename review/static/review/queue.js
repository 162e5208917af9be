import { isTyping, meantKey } from "./keys.js";

const rows = [...document.querySelectorAll(".queue tbody tr")];
let at = 0;

function moveTo(index) {
  rows[at]?.classList.remove("at");
  at = Math.max(0, Math.min(rows.length - 1, index));
  rows[at].classList.add("at");
  rows[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = meantKey(event);
  if (key === "/") document.querySelector("input[name=contact]").focus();
  else if (key === "C" && document.querySelector("form.offer")) document.querySelector("form.offer button").click();
  else if (!rows.length) return;
  else if (key === "j" || key === "ArrowDown") moveTo(at + 1);
  else if (key === "k" || key === "ArrowUp") moveTo(at - 1);
  else if (key === "Enter" && !event.target.matches("a, button")) rows[at].querySelector(".ad a").click();
  else return;
  event.preventDefault();
});
