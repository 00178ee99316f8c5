/**
 * The simulated factory cell as one ROS node: what a real cell's drivers publish and obey, over the
 * simulator and the renderer. It runs on one thread of its own. SI units; stamps are simulated
 * time.
 */
package dev.cobot.node.cell;
