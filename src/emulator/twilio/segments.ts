const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('\f^{}\\[~]|€');

/**
 * Into how many parts a text is split. GSM-7 (3GPP TS 23.038): 160 septets, or 153 a part; any character outside it
 * makes the whole text UCS-2: 70 code units, or 67 a part. No pair of septets or code units is torn apart.
 */
export function countSegments(text: string): number {
  const characters = Array.from(text);
  const gsm = characters.every((one) => basic.has(one) || extended.has(one));
  const widths = characters.map((one) => (gsm ? (extended.has(one) ? 2 : 1) : one.length));
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total <= (gsm ? 160 : 70)) return 1;
  const capacity = gsm ? 153 : 67;
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > capacity) {
      segments++;
      used = 0;
    }
    used += width;
  }
  return segments;
}
