// Block Kit, block by block: what an app sent, as a member reads it.

import { h, icon } from "./dom.js";
import { element, picture, unsupported } from "./elements.js";
import { inputBlock } from "./inputs.js";
import { markdown } from "./markdown.js";
import { words } from "./mrkdwn.js";
import { richText } from "./richtext.js";

function header(block, { workspace, isMessage }) {
  return h(isMessage ? "h4" : "h3", {}, words(block.text, workspace));
}

function section(block, surface) {
  const { workspace } = surface;
  const fields = block.fields?.length && h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, words(field, workspace))));
  const text = h("div", { class: "section-text" }, block.text && h("div", {}, words(block.text, workspace)), fields);
  return h("div", { class: "section" }, text, block.accessory && h("div", { class: "accessory" }, element(block.accessory, block, surface)));
}

function context(block, { workspace }) {
  return h("div", { class: "context" }, (block.elements || []).map((part) =>
    part.type === "image" ? picture(part.image_url, part.alt_text, { small: true }) : h("span", {}, words(part, workspace)),
  ));
}

function actions(block, surface) {
  return h("div", { class: "actions" }, (block.elements || []).map((part) => element(part, block, surface)));
}

function image(block, { workspace }) {
  const title = block.title && h("figcaption", {}, words(block.title, workspace));
  const own = block.slack_file?.id && `/page/file/${encodeURIComponent(block.slack_file.id)}`;
  return h("figure", {}, title, picture(block.image_url || own || block.slack_file?.url, block.alt_text));
}

function cell(content, workspace) {
  if (content?.type === "rich_text") return richText(content, workspace);
  if (content?.type === "raw_text" || content?.type === "raw_number") return String(content.text ?? content.value ?? "");
  return content?.type ? unsupported(content.type, "cell") : "";
}

function table(block, { workspace }) {
  const settings = block.column_settings || [];
  const [head = [], ...rows] = block.rows || [];
  const line = (cells, tag) => h("tr", {}, cells.map((content, column) => h(tag, {
    scope: tag === "th" ? "col" : null, "data-align": settings[column]?.align, "data-wrapped": settings[column]?.is_wrapped ? "" : null,
  }, cell(content, workspace))));
  // A wide table scrolls inside its frame, which the keyboard must be able to reach.
  return h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": block.caption || "Table" },
    h("table", {}, block.caption && h("caption", {}, block.caption),
      h("thead", {}, line(head, "th")), h("tbody", {}, rows.map((row) => line(row, "td")))));
}

function alert(block, { workspace }) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  const sign = level === "success" ? "check" : "warning";
  return h("div", { class: "alert", "data-level": level }, ["default", "info"].includes(level) ? null : icon(sign), h("div", {}, words(block.text, workspace)));
}

const BLOCKS = {
  header,
  section,
  context,
  actions,
  image,
  table,
  data_table: table,
  alert,
  divider: () => h("hr"),
  input: inputBlock,
  markdown: (block, { workspace }) => markdown(block.text || "", workspace),
  rich_text: (block, { workspace }) => richText(block, workspace),
};

/** All blocks of a surface, as nodes that carry data-testid="block". */
export function blocks(all, surface) {
  return (all || []).map((block, index) => {
    // Slack names every block; where a server has not, a place in the order is a name too.
    const named = { ...block, block_id: block.block_id || `block-${index}` };
    const draw = BLOCKS[block.type];
    const node = draw ? draw(named, surface) : unsupported(block.type, "block");
    return h("div", { class: "block", testid: "block", "data-block": block.type, "data-block-id": named.block_id }, node);
  });
}
