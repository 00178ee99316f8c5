/**
 * Data sets on disk: made shard by shard on several threads, with the same bytes whatever their
 * number and however often the making was stopped, and the content hashes that say what they were
 * made from.
 */
package dev.cobot.node.dataset;
