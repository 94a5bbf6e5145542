import 'reflect-metadata'
import { setTimeout as delay } from 'node:timers/promises'
import RappelProvider from '#providers/rappel_provider'

/** Loaded before the application: it takes a while to start, and says when it is in the middle of that. */
const boot = RappelProvider.prototype.boot

RappelProvider.prototype.boot = async function (this: RappelProvider) {
  boot.call(this)
  console.error('starting')
  await delay(1_000)
}
