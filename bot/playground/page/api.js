// The page's only way to the workspace's server: ask, tell, listen.

const SILENT = "The workspace does not answer. Is it still running where you started it?";

async function answerOf(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  return { ok: false, error: `The workspace could not do that (${response.status}).`, ...answer };
}

/** Reads; throws an Error with a sentence when there is nothing to read. */
export async function ask(what, params) {
  const response = await fetch(`/page/${what}?${new URLSearchParams(params)}`).catch(() => null);
  if (!response) throw new Error(SILENT);
  const answer = await answerOf(response);
  if (answer.ok === false) throw new Error(answer.error);
  return answer;
}

/** Does; never throws, answers {ok, error?, ...}. */
export async function tell(what, body) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`/page/${what}`, request).catch(() => null);
  if (!response) return { ok: false, error: SILENT };
  return { ok: true, ...(await answerOf(response)) };
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** Hears what happens to a member until the returned function is called; comes back by itself when the line breaks. */
export function listen(member, { heard, connected, lost }) {
  let source = null;
  let timer = 0;
  let wait = FIRST_WAIT;
  const open = () => {
    source = new EventSource(`/page/events?${new URLSearchParams({ as: member })}`);
    source.onopen = () => {
      wait = FIRST_WAIT;
      connected();
    };
    source.onmessage = (event) => heard(JSON.parse(event.data));
    source.onerror = () => {
      source.close();
      lost();
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
