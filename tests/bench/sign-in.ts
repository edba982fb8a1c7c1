import type { Page } from 'playwright-core';
import type { Product } from './product-server.ts';

/** Signs demo:lan in at the console and waits until calls can come. */
export async function signIn(page: Page, product: Product): Promise<void> {
  await page.goto(`${product.origin}/console`);
  await page.getByLabel('Login name').fill('demo:lan');
  await page.getByLabel('Password').fill(product.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const available = { name: 'Available' };
  await page.getByRole('radio', available).or(page.getByRole('button', available)).first().waitFor();
}
