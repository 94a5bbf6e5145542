import 'reflect-metadata'
import RappelProvider from '#providers/rappel_provider'

/** Loaded before the application: something that is to be closed at the end never is. */
const boot = RappelProvider.prototype.boot

RappelProvider.prototype.boot = function (this: RappelProvider) {
  boot.call(this)
  this.app.terminating(() => {
    setInterval(() => {}, 1_000)
    return new Promise<void>(() => {})
  })
}
