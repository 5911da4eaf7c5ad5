import { message, type Message } from '../text/message.ts';

/**
 * A price's source in words that can be translated: the sources that are shipped, and what is read of AWS's price list.
 * Any other, as of a cache that another version wrote, is told as it stands.
 */
export function sourceWords(source: string): Message {
  const [, tiered, region = ''] = /^(.+), with the tiers of ([\w-]+)$/.exec(source) ?? [];
  if (tiered !== undefined) return message('{0}, with the tiers of {1}', sourceWords(tiered), region);
  const quote = quotes.find(({ template }) => source.endsWith(endOf(template)));
  if (quote) return { ...quote, args: [sourceWords(source.slice(0, -endOf(quote.template).length))] };
  const [, serviceCode] = /^AWS price list \((\w+)\)$/.exec(source) ?? [];
  if (serviceCode !== undefined) return message('AWS price list ({0})', serviceCode);
  return pages.find((page) => page.template === source) ?? message('{0}', source);
}

const pages = [message('AWS Systems Manager pricing page'), message('Amazon ECS pricing page')];

/** Who else gives what AWS's list said; {0} is that. */
const quotes = [
  message('{0}, as AWS quotes it'),
  message('{0}, as others quote it'),
  message('{0}, as others quote its first tier'),
  message("{0}, in a copy of the data of AWS's pricing pages"),
  message("{0}, in Karpenter's generated table"),
  message('{0}, in the test data of Infracost'),
  message('{0}, its first tier, in the data of Skyplane'),
];

function endOf(template: string): string {
  return template.slice('{0}'.length);
}
