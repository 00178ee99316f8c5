package dev.cobot.node.foxglove;

/**
 * What clients know a topic by.
 *
 * @param id never used again for another topic or type
 * @param schemaName the ROS type
 * @param schema the full text of its definition
 */
record Channel(long id, String topic, String schemaName, String schema) {}
