import type { ImportRequest } from '#imports/import_patients'

/** What the check and the import of an upload share. */
export type UploadRequest = Pick<
  ImportRequest,
  'file' | 'name' | 'defaultCountry' | 'batchSize' | 'signal' | 'onProgress'
>
