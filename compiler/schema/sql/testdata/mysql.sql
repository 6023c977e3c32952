-- MySQL dump 10.13
/*!40101 SET @saved_cs_client     = @@character_set_client */;
DROP TABLE IF EXISTS `Orders`;
CREATE TABLE `Orders` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `paid` tinyint(1) NOT NULL DEFAULT '0',
  `Small` tinyint unsigned DEFAULT NULL,
  `state` enum('new','it\'s') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'new' COMMENT 'where it is',
  `flags` set('a','b') DEFAULT NULL,
  `body` mediumtext,
  `bin` varbinary(16) DEFAULT NULL,
  `at` timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  `due` datetime DEFAULT NULL,
  `price` decimal(10,2) NOT NULL,
  `n` int(11) DEFAULT NULL,
  `doc` json DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `by_state` (`state`,`at`),
  KEY `by_body` (`body`(20)) USING BTREE,
  CONSTRAINT `fk` FOREIGN KEY (`n`) REFERENCES `other` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COMMENT='All of them';
LOCK TABLES `Orders` WRITE;
INSERT INTO `Orders` VALUES (1,'a\');');
UNLOCK TABLES;
# the rest
ALTER TABLE `Orders` MODIFY COLUMN `n` bigint NOT NULL, CHANGE `body` `text` longtext, ADD INDEX `i` (`n`);
