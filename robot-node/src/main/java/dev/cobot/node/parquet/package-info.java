/**
 * Parquet files, written by parquet-java's own writers and read with bounds on everything that a
 * foreign file claims; neither needs Hadoop. One thread an object.
 */
package dev.cobot.node.parquet;
