import type { GetProductsCommandOutput } from '@aws-sdk/client-pricing';
import { itemFacts } from '../../core/cost/prices.ts';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, oneOf, required, string, structure } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import { operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';
import type { Product } from './priceProducts.ts';
import { onDemandTerm, productsEverywhere, productsOf } from './priceProducts.ts';

/** Limits and codes: Price List API reference, "GetProducts". */

const serviceCodes: ReadonlySet<string> = new Set(Object.values(itemFacts).map(({ serviceCode }) => serviceCode));

const filter = structure({
  Type: required(oneOf('TERM_MATCH', 'EQUALS', 'CONTAINS', 'ANY_OF', 'NONE_OF')),
  Field: required(string({ min: 1, max: 1024 })),
  Value: required(string({ min: 1, max: 1024 })),
});

export const pricing: Operations = {
  GetProducts: operation(
    structure({
      ServiceCode: required(string({ pattern: /^[A-Za-z0-9]{1,64}$/ })),
      Filters: list(filter, { max: 50 }),
      FormatVersion: oneOf('aws_v1'),
      NextToken: string(),
      MaxResults: integer({ min: 1, max: 100 }),
    }),
    (input, call): Wire<GetProductsCommandOutput> => {
      const { ServiceCode, Filters = [], NextToken, MaxResults } = input;
      if (!serviceCodes.has(ServiceCode)) throw new AwsError('NotFoundException', 'Service Code not found');
      // Looking at one Region's only is what makes it quick.
      const region = Filters.find(
        ({ Type, Field }) => Type === 'TERM_MATCH' && /^(from)?regionCode$/i.test(Field),
      )?.Value;
      const all = [...productsOf(ServiceCode, region), ...productsEverywhere(ServiceCode)];
      const found = all
        .filter((product) => Filters.every((each) => meets(product, each)))
        .map((product, index) => ({ number: index + 1, product }));
      const page = pageOf(found, call, {
        token: NextToken,
        limit: MaxResults ?? 100,
        badToken: () => new AwsError('InvalidNextTokenException', 'The next token is not valid.'),
      });
      const publicationDate = new Date(call.world.clock()).toISOString();
      return {
        FormatVersion: 'aws_v1',
        PriceList: page.items.map(({ product }) => listed(product, publicationDate)),
        NextToken: page.nextToken,
      };
    },
  ),
};

type Filter = NonNullable<ReturnType<typeof filter>>;

function meets({ family, attributes }: Product, { Type, Field, Value }: Filter): boolean {
  const key = Object.keys(attributes).find((each) => each.toLowerCase() === Field.toLowerCase()) ?? '';
  const actual = /^productFamily$/i.test(Field) ? family : attributes[key];
  const isOneOf = actual !== undefined && Value.split(',').includes(actual);
  switch (Type) {
    case 'CONTAINS':
      return actual?.includes(Value) === true;
    case 'ANY_OF':
      return isOneOf;
    case 'NONE_OF':
      return !isOneOf;
    default:
      return actual === Value;
  }
}

/** An item of `PriceList`: JSON in a string. */
function listed(product: Product, publicationDate: string): string {
  const { sku, serviceCode, family, attributes } = product;
  return JSON.stringify({
    product: { productFamily: family, attributes, sku },
    serviceCode,
    terms: { OnDemand: onDemandTerm(product, publicationDate) },
    version: publicationDate.replace(/\D/g, '').slice(0, 14),
    publicationDate,
  });
}
