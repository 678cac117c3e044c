// The projects of the list beside on the streets of Tianditu.
const frame = document.querySelector("#streets");
const failed = document.querySelector("#streets-failed");
const says = frame.dataset;
const L = window.L;

function layer(kind) {
  const parts = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${kind}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles`;
  const address = `${says.tiles}/${kind}_w/wmts?${parts}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${says.key}`;
  return L.tileLayer(address, { subdomains: says.servers, minZoom: 8, maxZoom: 18 });
}

function icon(phase) {
  const drawing = document.querySelector(`.map__legend [data-phase="${phase}"]`).cloneNode(true);
  return L.divIcon({ html: drawing, className: "streets__mark", iconSize: [26, 26] });
}

function mark(row) {
  const link = row.querySelector("a");
  const popup = document.createElement("div");
  popup.append(link.cloneNode(true), row.querySelector("span").textContent);
  const place = [Number(row.dataset.lat), Number(row.dataset.lon)];
  return L.marker(place, { icon: icon(row.dataset.phase), title: link.textContent, alt: link.textContent }).bindPopup(popup);
}

if (L) {
  frame.tabIndex = 0;
  const map = L.map(frame, { zoomControl: false, maxBounds: [[28.1, 105.2], [32.3, 110.3]] });
  L.control.zoom({ zoomInTitle: says.zoomIn, zoomOutTitle: says.zoomOut }).addTo(map);
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>').addAttribution(says.credit);
  map.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", says.close);
  });
  const streets = layer("vec");
  let loaded = false;
  streets.on("tileload", () => { loaded = true; failed.hidden = true; });
  streets.on("tileerror", () => { failed.hidden = loaded; });
  const marks = L.featureGroup([...document.querySelectorAll("#streets-places [data-lon]")].map(mark));
  if (marks.getLayers().length) map.fitBounds(marks.getBounds(), { padding: [24, 24], maxZoom: 15 });
  else map.setView([29.59, 106.37], 11);
  streets.addTo(map);
  layer("cva").addTo(map);
  marks.addTo(map);
} else {
  failed.hidden = false;
}
