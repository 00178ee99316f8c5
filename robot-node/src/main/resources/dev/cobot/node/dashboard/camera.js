// The newest picture of each camera, and over it what is believed.

import {newest, on} from "./line.js";
import {el, points, svg} from "./draw.js";
import {objectName, widestFirst} from "./table.js";
import {onLanguage, text} from "./words.js";

const views = new Map();

function view(camera) {
  if (!views.has(camera)) {
    const canvas = el("canvas", {role: "img"});
    const over = svg("svg", {"aria-hidden": "true"});
    const caption = el("figcaption");
    views.set(camera, {canvas, over, caption, stampSeconds: -1});
    const cameras = document.getElementById("cameras");
    if (views.size === 1) cameras.replaceChildren();
    cameras.append(el("figure", {class: "picture"}, canvas, over, caption));
  }
  return views.get(camera);
}

async function show({camera, stampSeconds, jpeg}) {
  const image = await createImageBitmap(jpeg);
  const {canvas} = view(camera);
  if (canvas.width !== image.width || canvas.height !== image.height) {
    canvas.width = image.width;
    canvas.height = image.height;
    overlay(camera);
  }
  canvas.getContext("2d").drawImage(image, 0, 0);
  image.close();
  canvas.dataset.stamp = stampSeconds;
}

function overlay(camera) {
  const {canvas, over, caption} = view(camera);
  const objects = newest.scene?.objects ?? [];
  // Pixel centres are at integers.
  over.setAttribute("viewBox", `-0.5 -0.5 ${canvas.width} ${canvas.height}`);
  over.replaceChildren(...widestFirst(objects).filter(o => o.pictures[camera]?.outline.length > 0).map(object => {
    const {outline, sigmas} = object.pictures[camera];
    const xs = outline.map(p => p[0]);
    const top = Math.min(...outline.map(p => p[1]));
    const label = (object.role ? `${object.role === "target" ? "◎" : "▼"} ` : "") + objectName(object);
    return svg("g", {class: object.role ?? "other"},
      svg("polygon", {class: "under", points: points(outline)}),
      svg("polygon", {class: "outline", points: points(outline)}),
      svg("polygon", {class: "sigma", points: points(sigmas)}),
      svg("text", {x: (Math.min(...xs) + Math.max(...xs)) / 2, y: Math.max(9, top - 5)}, label));
  }));
  canvas.setAttribute("aria-label", text("camera.alt", camera, objects.length));
  caption.textContent = views.size > 1 ? camera : "";
}

export function start() {
  on("picture", show);
  const all = () => [...views.keys()].forEach(overlay);
  on("scene", all);
  onLanguage(all);
}
