// What a page does by itself where scripts run; every page works without.
"use strict";

// A log-in link carries the token behind the #, which no server and no log ever sees.
const signIn = document.querySelector("form[data-sign-in]");

function takeToken() {
  if (location.hash.length < 2) return;
  signIn.elements.token.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
  signIn.submit();
}

if (signIn) {
  takeToken();
  addEventListener("hashchange", takeToken);
}

// The form that came back, with faults or what it would do, is where the reader goes on.
const told = document.querySelector("form > .notice.fault, form > .foreseen");
told?.focus();

// Whoever chose all that there is to choose goes on at the first field that is empty still.
if (!told) {
  const fields = document.querySelectorAll("[data-goes-on] .field :is(input, select, textarea)");
  [...fields].find((field) => !field.value)?.focus();
}

// A menu is left by Escape, or by going elsewhere.
function shut(menu) {
  menu.open = false;
}

for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    shut(menu);
    menu.querySelector("summary").focus();
  });
  addEventListener("click", (event) => {
    if (!menu.contains(event.target)) shut(menu);
  });
}

// What is shown shortened is copied whole.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}

const DAY = 86400000;

function ask(form) {
  clearTimeout(form.waiting);
  form.waiting = setTimeout(() => htmx.trigger(form, "asked"), 200);
}

function toDays(slide, field) {
  const first = Date.parse(slide.dataset.first);
  slide.max = Math.round((Date.parse(field.max) - first) / DAY);
  slide.value = Math.round((Date.parse(field.value || field.max) - first) / DAY);
  slide.setAttribute("aria-valuetext", field.value);
}

function toTurns(slide, field) {
  const turns = slide.dataset.turns.trim().split(" ").map(Number);
  const known = turns.filter((turn) => turn <= Number(field.value)).length;
  slide.value = field.value ? Math.max(known - 1, 0) : turns.length;
  slide.setAttribute("aria-valuetext", field.value || field.placeholder);
}

function toNumber(slide, field) {
  if (field.value) slide.value = field.value;
  slide.setAttribute("aria-valuetext", field.value);
}

// Where the answer stands, whatever led to it: a day has its own last position.
function settle(slide) {
  const answer = document.querySelector("#answer [data-position]");
  const field = document.getElementById(slide.dataset.for);
  if (answer && !field.value) field.value = answer.dataset.position;
  toNumber(slide, field);
}

function fitted(slide) {
  if (slide.dataset.number !== undefined) return toNumber;
  return slide.dataset.turns === undefined ? toDays : toTurns;
}

function said(slide, field) {
  if (slide.dataset.number !== undefined) return slide.value;
  if (slide.dataset.turns === undefined) {
    return new Date(Date.parse(slide.dataset.first) + Number(slide.value) * DAY).toISOString().slice(0, 10);
  }
  return slide.dataset.turns.trim().split(" ")[Number(slide.value)] || "";
}

for (const form of document.querySelectorAll("form[data-clocks]")) {
  const slides = [...form.querySelectorAll("input.slide")];
  const fit = () => slides.forEach((slide) => {
    const field = document.getElementById(slide.dataset.for);
    fitted(slide)(slide, field);
  });
  slides.forEach((slide) => { slide.hidden = false; });
  fit();
  for (const slide of slides) {
    if (slide.dataset.number !== undefined) form.addEventListener("htmx:afterRequest", () => setTimeout(settle, 0, slide));
  }
  form.addEventListener("input", (event) => {
    const moved = event.target;
    const instead = document.getElementById(moved.dataset.instead);
    if (instead) instead.value = "";
    if (moved.classList.contains("slide")) {
      const field = document.getElementById(moved.dataset.for);
      field.value = said(moved, field);
      moved.setAttribute("aria-valuetext", field.value || field.placeholder);
    } else {
      fit();
    }
    if (moved.name === "year") {
      // Another year has other days and turns: the whole page is asked anew.
      location.assign(`${form.action}?year=${encodeURIComponent(moved.value)}`);
    } else if (moved.type !== "text") {
      ask(form);
    }
  });
}
