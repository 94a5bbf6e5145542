import { randomBytes } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Hash } from '@adonisjs/core/hash'

let decoy: Promise<string> | undefined

/** Compares passwords with their scrypt hashes. */
@inject()
export class CheckPassword {
  constructor(private readonly hash: Hash) {}

  /** Takes as long for an account that does not exist. */
  async run(password: string, stored: string | undefined): Promise<boolean> {
    decoy ??= this.hash.make(randomBytes(16).toString('hex'))
    const isRight = await this.hash.verify(stored ?? (await decoy), password)
    return isRight && stored !== undefined
  }
}
