/**
 * Pictures for people: what the runtime saw and what it attended to. Pure functions, any thread.
 */
package dev.cobot.node.picture;
