// What is wrong with the page for somebody who cannot see it well: a list of sentences, empty when all is well.
() => {
  const wrong = [];
  const say = (what, node) => wrong.push(`${what}: ${node.outerHTML.slice(0, 120)}`);
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const scope = dialog || document.body;
  const seen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = [...scope.querySelectorAll("*")].filter(seen);

  const byId = (node, attribute) => (node.getAttribute(attribute) || "").split(/\s+/).filter(Boolean);
  const named = (node) =>
    node.getAttribute("aria-label")?.trim() ||
    byId(node, "aria-labelledby").some((id) => document.getElementById(id)?.textContent.trim()) ||
    [...(node.labels || [])].some((label) => label.textContent.trim()) ||
    (!node.matches("input, select, textarea") && node.textContent.trim());

  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index))) wrong.push(`two elements are called ${id}`);
  for (const node of all) {
    if (node.matches("button, a[href], input, select, textarea, dialog, [role]:not([role=none], small)") && !named(node)) say("without a name", node);
    if (node.matches("img") && !node.hasAttribute("alt")) say("a picture without words", node);
    for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant"]) {
      for (const id of byId(node, attribute)) if (!document.getElementById(id)) say(`${attribute} points nowhere`, node);
    }
    if (node.matches("[style]") && node.getAttribute("style").includes("url(")) say("a style that fetches", node);
  }

  const headings = all.filter((node) => node.matches("h1, h2, h3, h4, h5, h6")).map((node) => Number(node.tagName[1]));
  headings.forEach((level, index) => index && level > headings[index - 1] + 1 && wrong.push(`h${level} follows h${headings[index - 1]}`));
  if (!dialog && headings.filter((level) => level === 1).length !== 1) wrong.push("not one h1");
  if (!dialog && all.filter((node) => node.matches("main")).length !== 1) wrong.push("not one main");

  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  for (const node of all) {
    if (![...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())) continue;
    if (node.closest(".unseen, :disabled, option, noscript")) continue;
    const { width, height } = node.getBoundingClientRect();
    if (width <= 1 || height <= 1) continue;
    const under = [];
    for (let each = node; each; each = each.parentElement) under.unshift(getComputedStyle(each).backgroundColor);
    const style = getComputedStyle(node);
    const [ground, text] = [light(paint(under)), light(paint([...under, style.color]))];
    const ratio = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
    const big = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (big ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, node);
  }
  return wrong;
}
