import type { ReadStream } from 'node:fs'
import { inject } from '@adonisjs/core'
import { FindUploads } from './find_uploads.js'
import { UploadFolder } from './upload_folder.js'

/** The rejected rows of uploads, for people who correct them. */
@inject()
export class RejectedRowsOf {
  constructor(
    private readonly uploads: FindUploads,
    private readonly folder: UploadFolder
  ) {}

  /** Null if there are none, or another machine has them. */
  async open(id: number): Promise<ReadStream | null> {
    const upload = await this.uploads.stored(id)
    if (!upload?.rejected_file || upload.folder !== (await this.folder.id())) return null
    if (!(await this.folder.has(upload.rejected_file))) return null
    return this.folder.read(upload.rejected_file)
  }
}
