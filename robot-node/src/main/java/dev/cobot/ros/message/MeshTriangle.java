package dev.cobot.ros.message;

/** Three indices into the vertices of a mesh. */
@RosType("shape_msgs/MeshTriangle")
public record MeshTriangle(int[] vertexIndices) implements RosMessage {}
