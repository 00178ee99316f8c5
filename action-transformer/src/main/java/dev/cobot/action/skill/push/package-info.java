/** The skill of pushing a container past waypoints. */
package dev.cobot.action.skill.push;
