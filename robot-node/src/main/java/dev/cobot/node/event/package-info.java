/**
 * What happens in a running cell, as types. The loop tells every event to a list of listeners: ROS
 * topics, a recorder, a dashboard, a broker only listen. Events are values: any thread may keep
 * them, but a listener is called on the loop's thread and must not wait.
 */
package dev.cobot.node.event;
