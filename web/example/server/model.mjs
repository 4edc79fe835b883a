/**
 * A pretend model: it says the same to the same words, so it can go on where it was interrupted.
 *
 * @param {string} prompt
 * @returns {string[]} the pieces of its answer
 */
export function pieces(prompt) {
  const asked = prompt.trim().slice(0, 200);
  const told = /\b(\d{1,4}) words\b/.exec(asked);
  const count = told ? Number(told[1]) : 40;
  const words = Array.from({ length: count }, (_, at) => WORDS[at % WORDS.length]);
  return [`You said: “${asked}”.`, ...words.map((word) => ` ${word}`), "."];
}

const WORDS = (
  "I am a pretend model and I need no network so I cannot tell you much but what I say is kept " +
  "while I say it and you may close this page or open it twice or pull the plug and read on"
).split(" ");

/**
 * What of an answer is not said yet.
 *
 * @param {string} prompt
 * @param {string} said the answer so far
 * @returns {string[]}
 */
export function rest(prompt, said) {
  const all = pieces(prompt);
  let length = 0;
  let at = 0;
  while (at < all.length && length < said.length) {
    length += all[at]?.length ?? 0;
    at += 1;
  }
  return all.slice(at);
}
