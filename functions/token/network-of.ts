import { isIP, SocketAddress } from "node:net";

/**
 * The network whose requests are counted as one's: an IPv4 address itself, the /64 of an IPv6 address, since each customer has so many
 * addresses at least; `unknown` for what is no address.
 */
export function networkOf(address: string | undefined): string {
  const given = (address ?? "").replace(/%.*$/, "");
  if (isIP(given) === 4) return given;
  if (isIP(given) !== 6) return "unknown";
  const words = wordsOf(given);
  const mapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  if (mapped) return [words[6]! >> 8, words[6]! & 255, words[7]! >> 8, words[7]! & 255].join(".");
  return `${words
    .slice(0, 4)
    .map((word) => word.toString(16))
    .join(":")}::/64`;
}

function wordsOf(address: string): number[] {
  // written in one way, with dots only where an IPv4 address is mapped
  const { address: plain } = new SocketAddress({ address, family: "ipv6" });
  const hex = plain.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [before = "", after] = hex.split("::");
  const words = (text: string | undefined) => (text ? text.split(":").map((word) => Number.parseInt(word, 16)) : []);
  const [head, tail] = [words(before), words(after)];
  return after === undefined ? head : [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
