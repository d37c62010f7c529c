// The emoji a team's messages really use, by the name between the colons; an unknown name stays as it was typed.

import { h } from "./dom.js";

const COMMON = `
+1 👍 -1 👎 thumbsup 👍 thumbsdown 👎 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 point_right 👉 point_left 👈
point_up ☝️ point_down 👇 ok_hand 👌 handshake 🤝 eyes 👀 ear 👂 speech_balloon 💬 left_speech_bubble 🗨️ thought_balloon 💭
smile 😄 smiley 😃 grinning 😀 grin 😁 blush 😊 slightly_smiling_face 🙂 wink 😉 joy 😂 laughing 😆 sweat_smile 😅 relaxed ☺️
heart_eyes 😍 thinking_face 🤔 neutral_face 😐 confused 😕 cry 😢 sob 😭 disappointed 😞 worried 😟 sleeping 😴 zzz 💤
sunglasses 😎 nerd_face 🤓 hugging_face 🤗 face_with_rolling_eyes 🙄 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
heart ❤️ green_heart 💚 blue_heart 💙 yellow_heart 💛 purple_heart 💜 sparkling_heart 💖 broken_heart 💔
tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉
star ⭐ star2 🌟 sparkles ✨ dizzy 💫 fire 🔥 boom 💥 zap ⚡ rocket 🚀 100 💯 dart 🎯 crown 👑 gem 💎 rainbow 🌈
sunny ☀️ partly_sunny ⛅ cloud ☁️ umbrella ☔ snowflake ❄️ seedling 🌱 herb 🌿 four_leaf_clover 🍀 deciduous_tree 🌳 evergreen_tree 🌲
leaves 🍃 fallen_leaf 🍂 sunflower 🌻 bouquet 💐 earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 globe_with_meridians 🌐
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ no_entry ⛔ no_entry_sign 🚫 warning ⚠️ question ❓ exclamation ❗
bangbang ‼️ information_source ℹ️ bulb 💡 mag 🔍 mag_right 🔎 key 🔑 lock 🔒 unlock 🔓 closed_lock_with_key 🔐 bell 🔔 no_bell 🔕
mute 🔇 sound 🔉 loudspeaker 📢 mega 📣 inbox_tray 📥 outbox_tray 📤 incoming_envelope 📨 envelope ✉️ email 📧 mailbox 📫
memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 bookmark 🔖 books 📚 book 📖 newspaper 📰
calendar 📆 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 clock9 🕘 alarm_clock ⏰ stopwatch ⏱️ hourglass ⌛ hourglass_flowing_sand ⏳ watch ⌚
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 abacus 🧮 scales ⚖️ straight_ruler 📏 triangular_ruler 📐
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ leftwards_arrow_with_hook ↩️
arrows_counterclockwise 🔄 repeat 🔁 fast_forward ⏩ rewind ⏪ arrow_forward ▶️ double_vertical_bar ⏸️ recycle ♻️ new 🆕 ok 🆗 soon 🔜
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣
white_circle ⚪ black_circle ⚫ small_blue_diamond 🔹 small_orange_diamond 🔸 white_small_square ▫️ black_small_square ▪️
large_green_square 🟩 large_yellow_square 🟨 large_orange_square 🟧 large_red_square 🟥 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛
wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ gear ⚙️ toolbox 🧰 magnet 🧲 test_tube 🧪 microscope 🔬 telescope 🔭 compass 🧭 world_map 🗺️
computer 💻 iphone 📱 microphone 🎤 headphones 🎧 studio_microphone 🎙️ camera 📷 movie_camera 🎥 tv 📺 radio 📻 electric_plug 🔌 robot_face 🤖
factory 🏭 house 🏠 office 🏢 construction 🚧 door 🚪 mirror 🪞 broom 🧹 wastebasket 🗑️ file_folder 📁 package 📦
coffee ☕ tea 🍵 beers 🍻 cake 🍰 birthday 🎂 pizza 🍕 apple 🍎 popcorn 🍿 palm_tree 🌴 beach_with_umbrella 🏖️
turtle 🐢 snail 🐌 rabbit 🐇 bird 🐦 owl 🦉 bee 🐝 butterfly 🦋 dog 🐶 cat 🐱 fox_face 🦊 parrot 🦜
busts_in_silhouette 👥 bust_in_silhouette 👤 man-raising-hand 🙋 raising_hand 🙋 shrug 🤷 technologist 🧑‍💻 walking 🚶 running 🏃
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 zero 0️⃣
`.trim().split(/\s+/);

const SIGNS = new Map();
for (let i = 0; i + 1 < COMMON.length; i += 2) SIGNS.set(COMMON[i], COMMON[i + 1]);

const SKIN_TONES = ["", "", "🏻", "🏼", "🏽", "🏾", "🏿"];

function fromCodePoints(unicode) {
  const points = unicode.split("-").map((point) => Number.parseInt(point, 16));
  return points.every((point) => point > 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

/** The emoji of that name as a node that says its name, or null for a name not known here. `unicode` is Slack's "1f44b-1f3fd". */
export function emoji(name, { unicode = "", skinTone = 0 } = {}) {
  const known = (unicode && fromCodePoints(unicode)) || SIGNS.get(name);
  if (!known) return null;
  const sign = skinTone ? known.replace("\u{FE0F}", "") + SKIN_TONES[skinTone] : known;
  const words = name.replaceAll(/[_-]+/g, " ").trim() || name;
  return h("span", { class: "emoji", role: "img", "aria-label": words, title: `:${name}:` }, sign);
}
