import { isTyping, meantKey } from "./keys.js";

const form = document.getElementById("decision");
const note = form.elements.note;
const help = document.getElementById("help");
const grounds = [...form.querySelectorAll(".grounds label")];

/* Only the grounds of the chosen side are offered; for "unsure" and before a choice, all that apply. */
function offerGrounds() {
  const decision = form.elements.decision.value;
  for (const label of grounds) {
    const fits = decision === "unsure" || label.dataset.supports === (decision || "lure");
    label.hidden = !fits;
    if (!fits) label.querySelector("input").checked = false;
  }
}

function choose(value) {
  form.elements.decision.value = value;
  offerGrounds();
}

/* A ground ticked before any decision says which way it goes. */
function tick(key) {
  const label = grounds.find((one) => !one.hidden && one.querySelector("input").dataset.key === key);
  if (!label) return false;
  const box = label.querySelector("input");
  box.checked = !box.checked;
  if (box.checked && !form.elements.decision.value) choose(label.dataset.supports);
  return true;
}

function save(button) {
  if (button && form.reportValidity()) {
    button.click();
  }
}

let sent = false;
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
/* A page that comes back from the browser's memory can be sent again. */
window.addEventListener("pageshow", () => {
  sent = false;
});
form.addEventListener("change", (event) => {
  if (event.target.name === "decision") offerGrounds();
  else if (event.target.name === "grounds" && event.target.checked && !form.elements.decision.value) {
    choose(event.target.closest("label").dataset.supports);
  }
});

const ACTIONS = {
  1: () => choose("lure"),
  2: () => choose("not_lure"),
  3: () => choose("unsure"),
  n: () => note.focus(),
  c: () => save(document.getElementById("save-campaign")),
  C: () => document.querySelector("form.offer button")?.click(),
  j: () => document.getElementById("following")?.click(),
  k: () => document.getElementById("preceding")?.click(),
  Enter: () => save(document.getElementById("save")),
  Escape: () => document.getElementById("to-queue").click(),
  "?": () => help.showModal(),
};
ACTIONS.ArrowRight = ACTIONS.j;
ACTIONS.ArrowLeft = ACTIONS.k;

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat || help.open) return;
  if (isTyping(event)) {
    if (event.key === "Escape") event.target.blur();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(document.getElementById("save"));
    return;
  }
  if (event.key === "Enter" && event.target.matches("a, button")) return;
  const key = meantKey(event);
  if (ACTIONS[key]) ACTIONS[key]();
  else if (!tick(key)) return;
  event.preventDefault();
});
document.getElementById("help-button").addEventListener("click", () => help.showModal());

/* Pointing at a line of the side list lights its words in the text, and the other way round. */
const lines = [...document.querySelectorAll(".evidence li")];
const marks = [...document.querySelectorAll(".published mark")];
const numbersOf = (element) => element.dataset.marks.split(" ");

for (const [here, there] of [[lines, marks], [marks, lines]]) {
  for (const element of here) {
    const numbers = numbersOf(element);
    const partners = there.filter((other) => numbersOf(other).some((number) => numbers.includes(number)));
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false]]) {
      element.addEventListener(event, () => partners.forEach((partner) => partner.classList.toggle("lit", on)));
    }
  }
}

offerGrounds();
