/**
 * Long work on several threads: the pool that does the pieces, and the bar on the terminal that
 * tells how many are done.
 */
package dev.cobot.node.batch;
