/** The skill of placing an object in a container. */
package dev.cobot.action.skill.placein;
