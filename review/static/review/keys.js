/* The key that was meant, whatever the input method: with Hangul switched on, `key` is 'ㅁ' or 'Process'. */
export function meantKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return "";
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?";
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter && !/^[a-z]$/i.test(event.key)) {
    return event.shiftKey ? letter[1] : letter[1].toLowerCase();
  }
  const digit = /^Digit(\d)$/.exec(event.code);
  if (digit && !event.shiftKey) return digit[1];
  return event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
}

export function isTyping(event) {
  return event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}
