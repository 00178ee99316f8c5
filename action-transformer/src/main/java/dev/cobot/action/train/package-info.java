/**
 * Behaviour cloning of the policy from demonstrations. One thread; arrays of the training engine do
 * not leave the package.
 */
package dev.cobot.action.train;
