// The SDK's dxLink packages ship ES modules under names that Node before 20.19 takes for CommonJS. This tells it what they are.
export async function load(url, context, next) {
  return next(url, url.endsWith('/build/index.module.js') ? { ...context, format: 'module' } : context)
}
