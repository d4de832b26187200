// The official dxLink JavaScript client against dxlink_blaster, in the words of dxlink_client: node js_client.mjs PORT SYMBOLS.json
// [tls]. Its packages are looked up from the working directory.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [port, symbolsFile, tls] = process.argv.slice(2)
const require = createRequire(process.cwd() + '/')
globalThis.WebSocket = require('ws')
const { DXLinkWebSocketClient, DXLinkFeed } = require('@dxfeed/dxlink-api')

const STAMP = 1e15
const WINDOW = 10_000
const END = '__END__'
const now = () => Number(process.hrtime.bigint())

const client = new DXLinkWebSocketClient()
const feed = new DXLinkFeed(client, 'AUTO', { batchSubscriptionsTime: 100 })
feed.configure({ acceptAggregationPeriod: 0, acceptDataFormat: 'COMPACT' })

let events = 0
let frames = 0
let sum = 0
let start = 0
let cpuStart
const latency = []

function print() {
  const wall = (now() - start) / 1e9
  const cpu = process.cpuUsage(cpuStart)
  const out = {
    events, frames: frames - 1, wall_s: wall, cpu_s: (cpu.user + cpu.system) / 1e6, rss_kb: process.resourceUsage().maxRSS, check: sum,
  }
  if (latency.length > 0) {
    const sorted = (list) => list.sort((a, b) => a - b)
    const at = (list, share) => list[Math.floor(share * (list.length - 1))] / 1e3
    const windows = []
    for (let i = 0; i + WINDOW <= latency.length; i += WINDOW) windows.push(at(sorted(latency.slice(i, i + WINDOW)), 0.99) * 1e3)
    sorted(windows)
    sorted(latency)
    out.latency_us = { p50: at(latency, 0.5), p90: at(latency, 0.9), p99: at(latency, 0.99), window_p99: at(windows, 0.5) }
  }
  console.log(JSON.stringify(out))
  process.exit(0)
}

feed.addEventListener((batch) => {
  if (frames++ === 0) {
    start = now()
    cpuStart = process.cpuUsage()
  }
  if (batch[0].eventSymbol === END) return print()
  events += batch.length
  for (const event of batch) {
    sum += event.price ?? event.bidSize
    if (event.eventTime >= STAMP) latency.push(now() - (event.eventTime - STAMP))
  }
})

client.connect(`${tls ? 'wss' : 'ws'}://127.0.0.1:${port}/realtime`)
client.setAuthToken('bench')
for (const symbol of JSON.parse(readFileSync(symbolsFile, 'utf8'))) {
  for (const type of ['Quote', 'Trade', 'TimeAndSale', 'Greeks']) feed.addSubscriptions({ type, symbol })
}
feed.addSubscriptions({ type: 'Quote', symbol: END })
