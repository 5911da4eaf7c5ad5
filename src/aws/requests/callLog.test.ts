import assert from 'node:assert/strict';
import { connectTo } from '../../../test/unit/demoConnection.ts';
import { largeWorld } from '../../demo/worlds/largeWorld.ts';

describe('the log of calls', () => {
  it('tells which page of a list was asked for, list by list', async () => {
    const connection = await connectTo(largeWorld({ hosts: 250, tasksPerHost: 0 }), { unpaced: true });
    try {
      const { fleet, log } = connection;
      for await (const [cluster] of fleet.ecsClusters())
        for (let reads = 0; cluster && reads < 2; reads++)
          for await (const page of fleet.containerInstances(cluster.arn)) assert.ok(page.length > 0);
      const pages = log.filter(({ operation }) => operation === 'ListContainerInstances').map(({ page = 1 }) => page);
      assert.deepEqual(pages, [1, 2, 3, 1, 2, 3]);
      assert.ok(log.every(({ operation, page }) => page === undefined || operation === 'ListContainerInstances'));
    } finally {
      await connection.close();
    }
  });
});
