/** The skill of wiping an area with a cloth. */
package dev.cobot.action.skill.wipe;
