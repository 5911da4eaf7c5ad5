import type { ECRClient, ImageDetail } from '@aws-sdk/client-ecr';
import { DescribeImagesCommand, DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import type { IAMClient } from '@aws-sdk/client-iam';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { LogGroupName, Names, NamesGateway, RepositoryName, RoleName, TagName } from '../../core/names/gateway.ts';
import { servicesTrustedBy } from '../../core/registration/trust.ts';
import type { ListPage } from '../requests/batches.ts';
import { toRole } from './iamGateway.ts';
import { mapped, time } from '../requests/narrow.ts';

export interface NamesClients {
  readonly iam: () => Promise<IAMClient>;
  readonly ecr: (region: string) => Promise<ECRClient>;
  readonly logGroupPage: (region: string) => Promise<LogGroupPage>;
}

/** One page of the log groups whose names begin with a prefix. */
export type LogGroupPage = (
  prefix: string,
  nextToken: string | undefined,
  signal: AbortSignal | undefined,
) => Promise<ListPage<LogGroupName>>;

/** The most that these services give at once. */
const maxResults = 1000;
const mostPages = { roles: 5, logGroups: 3, repositories: 3, tags: 3 };

/** @param region the account's, for its own repositories */
export function namesGateway(clients: NamesClients, region: string): NamesGateway {
  return {
    roles: (signal) =>
      firstPages(mostPages.roles, async (Marker): Promise<ListPage<RoleName>> => {
        const iam = await clients.iam();
        const page = await iam.send(new ListRolesCommand({ MaxItems: maxResults, Marker }), options(signal));
        const items = mapped(page.Roles, toRole).map(({ arn, name, trust }) => ({
          arn,
          name,
          trustedServices: servicesTrustedBy(trust),
        }));
        return { items, nextToken: page.IsTruncated ? page.Marker : undefined };
      }),

    async logGroups(inRegion, prefix, signal) {
      const page = await clients.logGroupPage(inRegion);
      return firstPages(mostPages.logGroups, (nextToken) => page(prefix, nextToken, signal));
    },

    repositories: (signal) =>
      firstPages(mostPages.repositories, async (nextToken): Promise<ListPage<RepositoryName>> => {
        const ecr = await clients.ecr(region);
        const page = await ecr.send(new DescribeRepositoriesCommand({ maxResults, nextToken }), options(signal));
        const items = mapped(page.repositories, ({ repositoryName: name, repositoryUri: uri }) =>
          name && uri ? { name, uri } : undefined,
        );
        return { items, nextToken: page.nextToken };
      }),

    async tags({ accountId: registryId, region: inRegion, name: repositoryName }, signal) {
      const ecr = await clients.ecr(inRegion);
      const repository = { registryId, repositoryName, filter: { tagStatus: 'TAGGED' as const } };
      try {
        const { items, hasMore } = await firstPages(mostPages.tags, async (nextToken): Promise<ListPage<TagName>> => {
          const command = new DescribeImagesCommand({ ...repository, maxResults, nextToken });
          const page = await ecr.send(command, options(signal));
          return { items: (page.imageDetails ?? []).flatMap(tagsOf), nextToken: page.nextToken };
        });
        // ECR has them in no order.
        return { items: items.toSorted((a, b) => (b.pushedAt ?? 0) - (a.pushedAt ?? 0)), hasMore };
      } catch (error) {
        // Its name may be half typed.
        if (Failure.is(error) && error.reason === 'notFound') return { items: [], hasMore: false };
        throw error;
      }
    },
  };
}

function options(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

async function firstPages<T>(
  most: number,
  list: (nextToken: string | undefined) => Promise<ListPage<T>>,
): Promise<Names<T>> {
  const items: T[] = [];
  let nextToken: string | undefined;
  for (let pages = 0; pages < most; pages++) {
    const page = await list(nextToken);
    items.push(...page.items);
    if (!page.nextToken) return { items, hasMore: false };
    nextToken = page.nextToken;
  }
  return { items, hasMore: true };
}

/** `sha256-DIGEST.sig`: what cosign and its like say of another image, in tags of that image's name. */
const aboutAnother = /^sha256-[0-9a-f]{64}(?:\.|$)/;

function tagsOf({ imageTags = [], imagePushedAt, imageSizeInBytes }: ImageDetail): readonly TagName[] {
  return imageTags
    .filter((tag) => !aboutAnother.test(tag))
    .map((tag) => compact({ tag, pushedAt: time(imagePushedAt), bytes: imageSizeInBytes }));
}
