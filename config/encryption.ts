import env from '#start/env'
import { defineConfig, drivers } from '@adonisjs/core/encryption'

const encryptionConfig = defineConfig({
  default: 'gcm',
  list: {
    gcm: drivers.aes256gcm({
      /** The first encrypts; what an earlier one encrypted can be read. */
      keys: [env.get('APP_KEY').release(), ...(env.get('APP_KEY_PREVIOUS')?.release() ?? [])],
      id: 'gcm',
    }),
  },
})

export default encryptionConfig

declare module '@adonisjs/core/types' {
  export interface EncryptorsList extends InferEncryptors<typeof encryptionConfig> {}
}
