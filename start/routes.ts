/*
|--------------------------------------------------------------------------
| Routes
|--------------------------------------------------------------------------
*/

import '#start/routes/health'
import '#start/routes/api'
import '#start/routes/webhooks'
