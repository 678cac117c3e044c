// Picks a place on the schematic: by click, by arrow keys, or by pasting two numbers.
"use strict";

addEventListener("DOMContentLoaded", () => {
  for (const picker of document.querySelectorAll("[data-place]")) start(picker);
});

function start(picker) {
  const drawing = picker.querySelector("svg");
  const dot = picker.querySelector(".place-picker__dot");
  const said = picker.querySelector("[aria-live]");
  const pasted = document.getElementById("id_place");
  const [longitude, latitude] = ["id_longitude", "id_latitude"].map((id) => document.getElementById(id));
  const frame = Object.fromEntries(
    ["west", "east", "south", "north"].map((side) => [side, Number(picker.dataset[side])]),
  );
  const { width, height } = drawing.viewBox.baseVal;
  if (!longitude || !latitude) return;

  function draw() {
    const [lon, lat] = [Number(longitude.value), Number(latitude.value)];
    const inside =
      longitude.value && latitude.value &&
      lon >= frame.west && lon <= frame.east && lat >= frame.south && lat <= frame.north;
    dot.toggleAttribute("hidden", !inside);
    said.textContent = longitude.value && latitude.value ? `${longitude.value}, ${latitude.value}` : "";
    if (!inside) return;
    const x = ((lon - frame.west) / (frame.east - frame.west)) * width;
    const y = ((frame.north - lat) / (frame.north - frame.south)) * height;
    dot.setAttribute("transform", `translate(${x} ${y})`);
  }

  function put(lon, lat) {
    longitude.value = Math.min(Math.max(lon, frame.west), frame.east).toFixed(6);
    latitude.value = Math.min(Math.max(lat, frame.south), frame.north).toFixed(6);
    pasted.value = "";
    draw();
  }

  drawing.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      drawing.getScreenCTM().inverse(),
    );
    put(
      frame.west + (at.x / width) * (frame.east - frame.west),
      frame.north - (at.y / height) * (frame.north - frame.south),
    );
  });

  drawing.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.01 : 0.001;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (!move) return;
    event.preventDefault();
    const lon = Number(longitude.value) || (frame.west + frame.east) / 2;
    const lat = Number(latitude.value) || (frame.south + frame.north) / 2;
    put(lon + move[0], lat + move[1]);
  });

  for (const field of [longitude, latitude]) field.addEventListener("input", draw);
  draw();
}
