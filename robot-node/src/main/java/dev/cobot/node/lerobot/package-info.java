/**
 * LeRobotDataset v3.0 (Hugging Face's format for robots' data): written from recorded commands and
 * from demonstrations, checked, and read back into demonstrations. Pictures are PNG files inside
 * the Parquet files. Names of numbers end in their units. One thread an object.
 */
package dev.cobot.node.lerobot;
