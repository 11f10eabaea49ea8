/** Workflows per second in process, beside a hand-written loop over undici that makes the same requests. */
import { load, prepare, start } from '../dist/index.js';
import { Pool } from 'undici';
import { median, printTable, repositoryFile, withServer } from './measure.mjs';

const token = 'bench_0123456789abcdef';
const inputs = { amount: 1999, buyer: 'Ann Other' };

export async function throughput({ quick }) {
  console.log('throughput: two form POSTs a workflow, loopback server in another process');
  const rounds = quick ? 5 : 11;
  const milliseconds = quick ? 350 : 700;
  await withServer(async (url) => {
    const heddle = await preparedWorkflow(url);
    const pool = new Pool(url, { connections: 128 });
    const byHand = () => handWritten(pool);
    await sameAnswers(heddle.once, byHand);
    for (const work of [heddle.once, byHand]) await perSecond(work, 50, quick ? 1500 : 3000);
    const rows = [['concurrency', 'heddle/s', 'by hand/s', 'ratio', 'ratios of the rounds']];
    for (const concurrency of [1, 16, 50]) {
      const pairs = [];
      for (let round = 0; round < rounds; round++) {
        // Who goes first alternates, so that neither always finds the machine as the other left it.
        const order = round % 2 === 0 ? [heddle.once, byHand] : [byHand, heddle.once];
        const rates = new Map();
        for (const work of order) rates.set(work, await perSecond(work, concurrency, milliseconds));
        pairs.push({ ours: rates.get(heddle.once), theirs: rates.get(byHand) });
      }
      const ratios = pairs.map(({ ours, theirs }) => ours / theirs);
      rows.push([
        concurrency,
        Math.round(median(pairs.map(({ ours }) => ours))),
        Math.round(median(pairs.map(({ theirs }) => theirs))),
        median(ratios).toFixed(2),
        `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
      ]);
    }
    printTable(rows);
    await heddle.close();
    await pool.close();
  });
}

async function preparedWorkflow(url) {
  const { plan, diagnostics } = await load(repositoryFile('bench/documents/two-posts.arazzo.yaml'));
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  const { prepared } = await prepare(plan, {
    servers: { shop: url },
    credentials: { HEDDLE_SHOP_TOKEN: token },
  });
  return {
    once: async () => {
      const { status, outputs } = await start(prepared, { inputs });
      if (status !== 'completed') throw new Error(`A run ended as ${status}.`);
      return outputs;
    },
    close: () => prepared.close(),
  };
}

/** What one would write without Heddle: no plan, no journal, no masking, no report. */
async function handWritten(pool) {
  const order = await post(pool, '/v1/orders', {
    amount: inputs.amount,
    currency: 'eur',
    confirm: true,
    description: `An order of ${inputs.buyer}`,
  });
  const message = await post(pool, '/v1/shops/S1/messages.json', {
    to: inputs.buyer,
    text: `Your order ${order.id} is placed.`,
  });
  return { orderId: order.id, status: order.status, messageId: message.id };
}

async function post(pool, path, form) {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path,
    headers: {
      accept: 'application/json, */*;q=0.1',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Bearer ${token}`,
      'user-agent': 'bench/1',
    },
    body: new URLSearchParams(form).toString(),
  });
  const answer = await body.json();
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
  return answer;
}

async function sameAnswers(ours, theirs) {
  const [a, b] = [JSON.stringify(await ours()), JSON.stringify(await theirs())];
  if (a !== b) throw new Error(`The two do not do the same: ${a} and ${b}.`);
}

async function perSecond(work, concurrency, milliseconds) {
  const started = performance.now();
  let done = 0;
  const worker = async () => {
    while (performance.now() - started < milliseconds) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (done * 1000) / (performance.now() - started);
}
