/**
 * A page for a browser: what the cell sees, believes and does, and a line to it. {@link
 * dev.cobot.node.dashboard.Dashboard} listens to the loop and never holds it: the loop's thread
 * leaves references in {@link dev.cobot.node.dashboard.CellMemory}, a thread of the dashboard's own
 * makes messages of them, and a browser that reads slowly gets the newest of each topic. Places are
 * in the table frame; metres, radians and seconds, unless a name says otherwise.
 */
package dev.cobot.node.dashboard;
